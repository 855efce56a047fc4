def shuffle(x):
    return 1 / 0
