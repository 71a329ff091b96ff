"""The command line: options, one library call, what is printed, the exit code."""
