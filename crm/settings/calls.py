"""Telephone calls: how a number is dialled without being shown."""

from crm.settings import environment

#: A link of the telephone system, such as `https://pbx.example/dial?ref={number}&to={party}&from={agent}`. It names the
#: waybill and never the telephone; empty: the number is shown for a logged reason and dialled from there.
CALL_GATEWAY = environment.text("CALL_GATEWAY")
