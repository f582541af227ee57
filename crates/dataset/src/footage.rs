//! Frames of video files, decoded by `ffmpeg` as a child process, once.
