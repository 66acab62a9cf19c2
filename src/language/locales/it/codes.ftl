# Titles and remedies
