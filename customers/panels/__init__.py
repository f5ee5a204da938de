"""What this app hangs on its own customer page, a module a noun; higher apps hang theirs beside it.

"customers.customer.figures"   figures below the name: `<li>` with `parts/_stat.html`
"customers.customer.steps"     next steps and open promises: `<li class="lines__item">`
"customers.customer"           boxes at the side
and `crm.shared.timelines` of "customers.customer": what happened
"""

from customers.panels import (
    caring,
    file,
    greetings,
    key_accounts,
    loyalty,
    messages,
    ownership,
    surveys,
    thanks,
    touches,
)


def hang_panels() -> None:
    file.hang_all()
    greetings.hang_all()
    touches.hang_all()
    caring.hang_all()
    thanks.hang_all()
    key_accounts.hang_all()
    messages.hang_all()
    surveys.hang_all()
    loyalty.hang_all()
    ownership.hang_all()
