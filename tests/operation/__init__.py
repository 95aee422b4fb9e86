"""What whoever runs it relies on: backups, keys, the chained trail, figures, logs, a full disk."""
