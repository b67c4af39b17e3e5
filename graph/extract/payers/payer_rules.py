"""The rules of the grammar that find who paid, in order, and what holds for some of them."""

RULES = (
    "funded-by", "funded-in-part", "funded-other-part", "funds-other-part", "funded-from", "gift-from", "funds-from",
    "funds-among", "support-from", "costs-met", "sum-from", "donor-list", "paid", "met-costs", "which-paid",
    "whose-paid", "to-which", "helped-with-money", "thanked-for", "own-funds", "donor-states", "that-of",
    "sums-of-several", "sums-from-several", "own-expense", "bought-by", "bought-and", "buys", "announced-sum",
    "announced-to-pay", "own-government", "donors-after-clause", "put-in", "raised-from", "thing-by", "gave-things",
    "share-other", "said-it-pays", "numbers-came-from", "thing-came-from", "funds-promised",
    "added-sum", "expense-of-body", "funds-which", "paid-after-clause", "which-sums", "made-possible", "for-the-rest",
    "share-came-and", "rest-raised", "owes-to", "is-donor",
    "funds-received", "sums-by-several", "it-is-payer", "each-sum", "whose-funds", "own-support", "support-that-of",
)  # fmt: skip
# In these one State pays: `the British Ambassador, whose Embassy has funded it`.
OF_STATE = ("own-funds", "whose-paid", "own-government", "own-support")
# In these the payers come first; in the others they come last.
FIRST = (
    *("paid", "met-costs", "which-paid", "to-which", "helped-with-money", "thanked-for", "donor-states"),
    *("own-expense", "bought-and", "buys", "announced-sum", "put-in", "gave-things", "said-it-pays"),
    *("added-sum", "expense-of-body", "funds-which", "paid-after-clause", "which-sums", "made-possible"),
    *("for-the-rest", "is-donor"),
    *("it-is-payer", "each-sum", "whose-funds"),
)
# In these who does something may stand behind those who paid: `With money from Norway, the Fund has built`.
LAST = ("funded-by", "funds-from", "support-from", "sum-from")
# In these a verb stands with a sum.
WITH_SUM = ("paid", "sums-of-several", "announced-to-pay")
# Each rule has one of these kinds of chunk.
MONEY = frozenset((
    "funded", "gave", "contributed", "fund", "funds", "support", "donors", "thanked", "money", "share",
    "costs", "covered", "paid", "expense", "bought", "matched", "owes",
))  # fmt: skip
