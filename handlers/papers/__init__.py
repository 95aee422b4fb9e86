"""What goes out as a file. The libraries are loaded only when a file is made."""
