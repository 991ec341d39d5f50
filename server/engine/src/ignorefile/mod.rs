//! Whether git ignores a path, and the entry that makes it so.
