# expect: loss passed
# expect: d_loss wrong_value sign
# expect: train passed
# carried: train d_loss
"""y - z in place of z - y in d_loss: descent goes uphill, and is right, given a right d_loss."""
