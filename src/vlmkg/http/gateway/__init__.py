"""The gateway: what stands between the network and the processes that answer.

One request goes this way. `server` owns the socket and starts a zygote, which loads the graph once, and one front
process a core. A front (`front`) reads the request and answers from its `cache` where it can; else it takes a worker
from its `pool`: a fork of the zygote that answers one request at a time and is killed where it takes too long, needs
too much, or where nobody waits for it any more. `wire` is what passes between a front and a worker.
"""
