import numpy as np
I,d=np.eye,np.diag
d_add=lambda w,x:(I(len(w)),I(len(w)))
d_sub=lambda w,x:(I(len(w)),-I(len(w)))
d_mul=lambda w,x:(d(x),d(w))
d_div=lambda w,x:(d(1/x),d(-w/x/x))
d_add_scalar=lambda x,z:(I(len(x)),np.ones((len(x),1)))
d_mul_scalar=lambda x,z:(z*I(len(x)),x[:,None])
d_sum=lambda J:J.sum(0)[None]
chain=np.matmul
d_quadratic=lambda A,b,x:2*A*(A@x+b)@A
