// Tests train networks and measure tensors; running them one at a time keeps memory assertions meaningful.
[assembly: DoNotParallelize]
