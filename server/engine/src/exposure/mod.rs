//! Which assistant in use can read a secret file, by which route, and what really closes it.
