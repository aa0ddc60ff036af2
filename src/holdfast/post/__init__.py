"""What leaves the house: signed webhooks and e-mails. Reached through the port; nothing of ours is known here."""
