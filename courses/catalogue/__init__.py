"""What is on offer: programmes, their published versions, components, lessons, rule and competences.

Rows of a version are frozen once it is published. Who takes part is `cohorts`; how texts are written is `cms_pages`.
"""
