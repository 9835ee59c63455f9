"""Lecture 1.6: what an activation function does to a weighted sum, and to the gradient on its way back."""

import streamlit as st

from playground.ui.address import take_address
from playground.ui.contents import CONTENTS
from playground.ui.lessons.activations import FIELDS, compare_functions, show_softmax, show_softmax_card
from playground.ui.lessons.frame import show_neighbours

st.title(CONTENTS["activations"].label)
st.markdown(
    "A unit sums its weighted inputs, $s = w^T x$, and its activation function turns the sum into the output $a$: "
    "the bend that lets a network learn more than a straight line. On the way back the gradient is multiplied by $a'(s)$. "
    "Where that is close to 0 the unit is **saturated**: it passes next to nothing back and hardly learns."
)
take_address(FIELDS)
compare_functions()

st.header("Softmax")
st.markdown(
    "Softmax looks at all sums of the output layer at once and turns these logits into probabilities. So its derivative is not one number "
    "but a matrix, the Jacobian $J = \\mathrm{diag}(a) - a\\,a^T$: how each probability answers to each logit. "
    "The lecture prints its diagonal only, $a_i\\,(1 - a_i)$."
)
show_softmax()
show_softmax_card()
show_neighbours("activations")
