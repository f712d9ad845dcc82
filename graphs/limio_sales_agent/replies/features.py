"""The features of an offer that may be shown."""

from __future__ import annotations

import re

from limio_langchain.models.offer import Offer

NO_FEATURE = re.compile(r"https?:|www\.|\w\.\w+/|[@£$€%{}]|[.!?]$|[.!?] [A-Z]", re.IGNORECASE)
LONGEST_FEATURE = 120  # characters


def shown_features(offer: Offer) -> list[str]:
    """Return the features that may be shown: phrases, and neither sentences nor anything the team could be held to.

    The only links here are the checkout's and the playbook's, prices are code's, and a sentence among the features may
    be written for an agent and not for a customer.
    """
    return [one for one in offer.features if len(one) <= LONGEST_FEATURE and not NO_FEATURE.search(one)]
