"""The Neural Playground: small Keras networks, trained live in the browser."""
