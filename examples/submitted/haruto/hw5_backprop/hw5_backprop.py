import numpy as np
class SimpleNN:
    def __init__(s,input_dim,hidden_dim,output_dim,seed=0):
        g=np.random.RandomState(seed);he=lambda i,o:g.randn(i,o)*(2/i)**.5
        s.W1,s.b1,s.W2,s.b2=he(input_dim,hidden_dim),np.zeros(hidden_dim),he(hidden_dim,output_dim),np.zeros(output_dim)
    def forward(s,X):
        s.a=(X@s.W1+s.b1).clip(0);return s.a@s.W2+s.b2
    def loss(s,X,y):return ((s.forward(X)-y)**2).sum()/2/len(X)
    def gradients(s,X,y):
        # s.a is still there from forward
        if not hasattr(s,'a') or len(s.a)!=len(X):s.forward(X)
        d=(s.a@s.W2+s.b2-y)/len(X);e=d@s.W2.T*(s.a>0)
        return dict(W1=X.T@e,b1=e.sum(0),W2=s.a.T@d,b2=d.sum(0))
    def backward(s,X,y,learning_rate=.01):
        for k,v in s.gradients(X,y).items():setattr(s,k,getattr(s,k)-learning_rate*v)
    def train(s,X,y,epochs=100,learning_rate=.1):
        return [(s.loss(X,y),s.backward(X,y,learning_rate))[0] for _ in range(epochs)]
