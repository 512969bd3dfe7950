#!/usr/bin/env python3
"""Rows per second of weight sampling with bayesian-torch: a perceptron 784-100-100-10, 100 samples, one thread.

Needs PyTorch (Debian: apt-get install python3-torch) and the package itself (pip install bayesian-torch).
Usage: bayesian_torch_rate.py [ROWS ...]      by default 1 64 256 1000
"""
import sys
import time

import torch
from bayesian_torch.layers import LinearReparameterization

SAMPLES = 100
ROUNDS = 3


class Perceptron(torch.nn.Module):
    def __init__(self):
        super().__init__()
        widths = [784, 100, 100, 10]
        self.layers = torch.nn.ModuleList(
            LinearReparameterization(inputs, outputs, prior_variance=0.1, posterior_rho_init=-4.5)
            for inputs, outputs in zip(widths, widths[1:])
        )

    def forward(self, x):
        for i, layer in enumerate(self.layers):
            x = layer(x, return_kl=False)
            if i < len(self.layers) - 1:
                x = torch.relu(x)
        return x


def predict(network, rows):
    """Mean probabilities and epistemic uncertainty of every row."""
    total = torch.zeros(len(rows), 10)
    entropy = torch.zeros(len(rows))
    for _ in range(SAMPLES):
        logarithm = torch.log_softmax(network(rows), dim=1)
        probability = logarithm.exp()
        total += probability
        entropy -= (probability * logarithm).sum(dim=1)
    mean = total / SAMPLES
    return mean, -(mean * mean.clamp_min(1e-30).log()).sum(dim=1) - entropy / SAMPLES


def main():
    torch.set_num_threads(1)
    torch.manual_seed(1)
    network = Perceptron().eval()
    for count in [int(argument) for argument in sys.argv[1:]] or [1, 64, 256, 1000]:
        rows = torch.rand(count, 784)
        with torch.no_grad():
            mean, epistemic = predict(network, rows)
            assert torch.allclose(mean.sum(dim=1), torch.ones(count), atol=1e-4) and (epistemic > -1e-4).all()
            seconds = []
            for _ in range(ROUNDS):
                begin = time.process_time()
                predict(network, rows)
                seconds.append(time.process_time() - begin)
        print(f"{count} rows: {count / min(seconds):,.0f} rows/s (torch {torch.__version__})")


if __name__ == "__main__":
    main()
