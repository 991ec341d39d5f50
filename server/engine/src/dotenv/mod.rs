//! Reads and edits `.env` files, keeping their style.
