"""One turn: the message made safe, folded into the state, and the facts that routes decide on."""
