//! Writes data sets from the files that they are distributed as.
