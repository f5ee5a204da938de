"""The bench: named workloads that print a ratio (`manage.py bench`, docs/performance.md).

It stands on the roof since it times every storey. It works in databases of its own and never touches the user's.
"""
