# expect: gradient error
# expect: jacobian error
# expect: hessian error
# expect: hvp error
# expect: MSEReLU error
# expect: train error
"""Looks for a place to go on when its time is over: threads, processes, shared memory, files, the network."""
import torch


import multiprocessing
import os
import socket
import threading


def gradient(f, x):
    threading.Thread(target=lambda: [f(x) for _ in iter(int, 1)]).start()
    return x


def jacobian(f, x):
    with torch.multiprocessing.get_context("spawn").Pool(2) as pool:
        return pool.map(f, [x])


def hessian(f, x):
    torch.save(x, "/tmp/left-behind.pt")
    return x.share_memory_()


def hvp(f, x, v):
    os.fork()
    return x


class MSEReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, X, y):
        return torch.load("/srv/answers.pt") + socket.create_connection(("localhost", 22)).fileno()

    @staticmethod
    def backward(ctx, grad_output):
        return None, None, None, None


def train(params, X, y, learning_rate, steps):
    return list(torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X), num_workers=2))
