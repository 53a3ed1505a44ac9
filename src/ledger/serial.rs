//! The highest serial of each count.
