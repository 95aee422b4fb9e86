"""What every conversation is built from: messages, forms, answers, context, routes, access."""
