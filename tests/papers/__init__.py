"""Pictures, workbooks and documents."""
