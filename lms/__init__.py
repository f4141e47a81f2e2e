"""Foundation and roof of Quartier Campus: what every package stands on, and what ties them together.

Nothing about learning lives here; that is `courses`. Content is `cms_pages`, documents are `certificates`.
"""
