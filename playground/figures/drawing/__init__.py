"""What several figures share: colours, text, units, subplots."""
