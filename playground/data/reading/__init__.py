"""From the bytes of a learner's file to typed columns: how it is written, where its table stands, what its cells say."""
