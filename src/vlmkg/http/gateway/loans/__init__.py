"""Connections of clients that a front lends to a worker, which then reads and answers requests there by itself.

Handing each request from one process to another costs as much as many a query. So a front that has answered a query
lends the connection to one of its workers, where the next ones are read, evaluated and answered without a detour. The
front keeps the connection too, and takes everything back where the worker is at one request for long: that request
then is a job like any other, with its deadline and a client that may leave, and the rest goes on elsewhere.

Who may touch a client is decided by a gate that one side at a time can take (`gate`), and what the worker is at is
read from memory that both see (`board`). `Lender` is the front's side, `Borrower` the worker's.
"""
