"""The look: template tags, crispy layouts, paging, headers. Knows no business."""
