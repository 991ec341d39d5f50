//! Keyward: the language server and the command line over the engine.
