from django.urls import path

from customers.views import account_expenses, account_reviews, account_work, key_accounts, promises

urlpatterns = [
    path("key-accounts/", key_accounts.KeyAccountList.as_view(), name="key_accounts"),
    path("key-accounts/work/", account_work.account_work, name="account_work"),
    path("key-accounts/share/<int:pk>/", key_accounts.account_share, name="account_share"),
    path("key-accounts/<int:pk>/", key_accounts.key_account, name="key_account"),
    path("key-accounts/<int:pk>/plan/", key_accounts.account_plan, name="account_plan"),
    path("key-accounts/<int:pk>/end/", key_accounts.account_end, name="account_end"),
    path("key-accounts/<int:pk>/needs/", key_accounts.need_new, name="need_new"),
    path("key-accounts/needs/<int:pk>/", key_accounts.need, name="need"),
    path("key-accounts/needs/<int:pk>/move/", key_accounts.need_move, name="need_move"),
    path("key-accounts/needs/<int:pk>/remove/", key_accounts.need_remove, name="need_remove"),
    path("key-accounts/<int:pk>/promises/", promises.promise_new, name="promise_new"),
    path("key-accounts/promises/", promises.PromiseList.as_view(), name="promises"),
    path("key-accounts/promises/<int:pk>/", promises.promise, name="promise"),
    path("key-accounts/promises/<int:pk>/confirm/", promises.promise_confirm, name="promise_confirm"),
    path("key-accounts/promises/<int:pk>/correct/", promises.promise_correct, name="promise_correct"),
    path("key-accounts/promises/<int:pk>/withdraw/", promises.promise_withdraw, name="promise_withdraw"),
    path("key-accounts/reviews/", account_reviews.ReviewCalendar.as_view(), name="account_reviews"),
    path("key-accounts/reviews/<int:pk>/", account_reviews.account_review, name="account_review"),
    path("key-accounts/reviews/<int:pk>/move/", account_reviews.review_move, name="review_move"),
    path("key-accounts/expenses/", account_expenses.ExpenseList.as_view(), name="account_expenses"),
    path("key-accounts/budget/<int:year>/", account_expenses.account_budget, name="account_budget"),
    path("key-accounts/<int:pk>/expenses/", account_expenses.expense_new, name="expense_new"),
    path("key-accounts/expenses/<int:pk>/", account_expenses.account_expense, name="account_expense"),
    path("key-accounts/expenses/<int:pk>/decide/", account_expenses.expense_decide, name="expense_decide"),
    path("key-accounts/expenses/<int:pk>/spend/", account_expenses.expense_spend, name="expense_spend"),
]
