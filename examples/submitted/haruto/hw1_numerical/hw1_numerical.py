import numpy as np
D=lambda x:(np.asarray(x,float)+0*np.eye(np.size(x)).reshape(-1,*np.shape(x)),np.eye(np.size(x)).reshape(-1,*np.shape(x)))
def numerical_gradient(f,x,eps=1e-5):
    X,E=D(x);return np.array([(f(p+eps*e)-f(p-eps*e))/2/eps for p,e in zip(X,E)]).reshape(np.shape(x))
def jacobian(f,x,eps=1e-5):
    X,E=D(x);return np.array([np.ravel(f(p+eps*e)-f(p-eps*e))/2/eps for p,e in zip(X,E)]).T
def hessian(f,x,eps=1e-4):
    return jacobian(lambda y:jacobian(f,y,eps)[0],x,eps)
def gradient_check(f,grad,x,eps=1e-5):
    a,n=grad(x),numerical_gradient(f,x,eps);s=np.fmax(abs(a),abs(n));return (abs(a-n)/(s+(s==0))).max()
