"""The demo network: places that exist, people that do not, and a month of work between them.

It stands on the roof since it fills every storey, and fills them through the services that everybody uses.
`docs/demo.md` says what is in it.
"""
