"""One look for every chart: colours that people with colour-vision deficiency can tell apart, on white and on black."""

TRAINING = "#2f7fd1"
VALIDATION = "#e8710a"
TEST = "#12a176"

# For up to four curves, or a class each; the first three agree with the roles above in hue, never in meaning on one chart.
PALETTE = (TRAINING, VALIDATION, TEST, "#b565c9")

# Mid-grey: visible on both backgrounds, quieter than any curve.
GUIDE = "rgba(128, 128, 128, 0.55)"
