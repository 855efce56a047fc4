activation=lambda w,x,b:max(0.,w@x+b)
d_activation=lambda w,x,b:(x*(s:=float(w@x+b>0)),s,w*s)
