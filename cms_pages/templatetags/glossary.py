"""{% glossary %} … {% endglossary %}: the text between them with its terms linked to the glossary."""

from django import template
from django.utils.safestring import mark_safe

from cms_pages.glossary import linked
from cms_pages.models import GlossaryTerm

register = template.Library()


@register.tag
def glossary(parser, token):
    nodes = parser.parse(("endglossary",))
    parser.delete_first_token()
    return GlossaryNode(nodes)


class GlossaryNode(template.Node):
    def __init__(self, nodes):
        self.nodes = nodes

    def render(self, context):
        html = self.nodes.render(context)
        return mark_safe(linked(html, GlossaryTerm.objects.filter(live=True)))  # noqa: S308 rendered by templates
