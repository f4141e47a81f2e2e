"""A canvas that keeps a tree of structure elements while drawing, and writes an archivable, accessible PDF.

Everything painted stands inside `tag` (read aloud, in this order) or `artifact` (decoration). The validators of the
gate check the result against PDF/A-3a and PDF/UA-1; the rules named in comments are theirs.
"""

import re
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import md5
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from .fonts import REGULAR, register

rl_config.useA85 = 0

PRODUCER = "Quartier Campus"
FIRST_ANNOTATION_KEY = 1000
SEAL_FIELD = "Siegel"
SRGB = (Path(__file__).parent / "srgb.icc").read_bytes()
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>de-DE</rdf:li></rdf:Bag></dc:language></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreatorTool>{producer}</xmp:CreatorTool><xmp:CreateDate>{moment}</xmp:CreateDate>
<xmp:ModifyDate>{moment}</xmp:ModifyDate></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>{producer}</pdf:Producer></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of the PDF/UA standard</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


@dataclass(frozen=True)
class Attachment:
    """A file inside the document; `relation` is what PDF/A-3 calls it: Data, Alternative or Supplement."""

    name: str
    media_type: str
    relation: str
    description: str
    data: bytes


class EndedStream(pdfdoc.PDFStream):
    """A stream whose content ends with a line end, as PDF/A demands (rule 6.1.7.1); ReportLab leaves it out."""

    def format(self, document):
        # Both signs of a line end: packed data may end with one of them, and would then be read one byte short.
        return super().format(document).removesuffix(b"endstream\n") + b"\r\nendstream\n"


class ArchiveDocument(pdfdoc.PDFDocument):
    """Exchanges every stream for an ended one and cleans the maps from codes to characters."""

    def Reference(self, obj, name=None):
        if type(obj) is pdfdoc.PDFStream:
            obj.__class__ = EndedStream
            if name and name.startswith("toUnicodeCMap:"):
                obj.content = clean_map(obj.content)
        return super().Reference(obj, name)


def clean_map(text: str) -> str:
    """A ToUnicode map without U+0000 and in blocks of at most a hundred entries."""
    head, _, rest = text.partition("endcodespacerange\n")
    entries = [
        entry for entry in re.findall(r"^<[0-9A-F]+> <[0-9A-F]+>$", rest, flags=re.MULTILINE) if not entry.endswith("<0000>")
    ]
    blocks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
    body = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return f"{head}endcodespacerange\n{body}{rest[rest.index('endcmap') :]}"


class Element(pdfdoc.PDFObject):
    """One node of the structure tree: its role, what it contains, and on which page its own content stands."""

    __RefOnly__ = 1

    def __init__(self, role: str, parent: pdfdoc.PDFObject | None, *, alt: str = "", attributes: str = ""):
        self.role, self.parent, self.alt, self.attributes = role, parent, alt, attributes
        self.page: int | None = None
        self.kids: list = []

    def format(self, document):
        entries = {
            "Type": pdfdoc.PDFName("StructElem"),
            "S": pdfdoc.PDFName(self.role),
            "P": document.Reference(self.parent),
            "K": pdfdoc.PDFArray([self._kid(kid, document) for kid in self.kids]),
        }
        if self.page is not None:
            entries["Pg"] = document.Reference(document.Pages.pages[self.page])
        if self.alt:
            entries["Alt"] = pdfdoc.PDFString(self.alt)
        if self.attributes:
            entries["A"] = self.attributes
        return pdfdoc.PDFDictionary(entries).format(document)

    def _kid(self, kid, document):
        return kid if isinstance(kid, int) else document.Reference(kid)


class TaggedCanvas(Canvas):
    """Draws one document. `number` makes the file's id, `on` its date: the same content gives the same bytes."""

    def __init__(self, *, title: str, author: str, subject: str, number: str, on: date):
        register()
        self.buffer = BytesIO()
        super().__init__(
            self.buffer, pagesize=A4, pageCompression=1, invariant=1, lang="de-DE", initialFontName=REGULAR, pdfVersion=(1, 7)
        )
        self._doc.__class__ = ArchiveDocument
        self._root = pdfdoc.PDFDictionary({"Type": pdfdoc.PDFName("StructTreeRoot")})
        self._open = [Element("Document", self._root)]
        self._is_marked = False
        self._page_marks: list[Element] = []
        self._pages: list[list[Element]] = []
        self._links: list[Element] = []
        self._describe(title, author, subject, number, on)

    def _describe(self, title, author, subject, number, on) -> None:
        document = self._doc
        document._timeStamp.YMDhms = (on.year, on.month, on.day, 12, 0, 0)
        digest = md5(number.encode(), usedforsecurity=False).hexdigest()
        document._ID = f"\n[<{digest}><{digest}>]\n".encode()
        document.info.title, document.info.author, document.info.subject = title, author, subject
        document.info.producer = document.info.creator = PRODUCER
        words = {"title": title, "author": author, "subject": subject, "producer": PRODUCER}
        text = XMP.format(moment=f"{on.isoformat()}T12:00:00+00:00", **{name: escape(word) for name, word in words.items()})
        metadata = EndedStream(
            pdfdoc.PDFDictionary({"Type": pdfdoc.PDFName("Metadata"), "Subtype": pdfdoc.PDFName("XML")}), text.encode()
        )
        profile = EndedStream(pdfdoc.PDFDictionary({"N": 3}), SRGB, [pdfdoc.PDFZCompress])
        intent = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("OutputIntent"),
                "S": pdfdoc.PDFName("GTS_PDFA1"),
                "OutputConditionIdentifier": pdfdoc.PDFString("sRGB"),
                "Info": pdfdoc.PDFString("sRGB"),
                "DestOutputProfile": document.Reference(profile),
            }
        )
        catalog = document.Catalog
        catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents"]
        catalog.Metadata = metadata
        catalog.OutputIntents = pdfdoc.PDFArray([intent])
        catalog.MarkInfo = pdfdoc.PDFDictionary({"Marked": "true"})
        catalog.ViewerPreferences = pdfdoc.PDFDictionary({"DisplayDocTitle": "true"})
        catalog.StructTreeRoot = self._root

    @contextmanager
    def group(self, role: str, *, attributes: str = ""):
        """A node without content of its own, such as Table, TR or L."""
        element = Element(role, self._open[-1], attributes=attributes)
        self._open[-1].kids.append(element)
        self._open.append(element)
        yield element
        self._open.pop()

    @contextmanager
    def tag(self, role: str, *, alt: str = "", attributes: str = ""):
        """Everything drawn inside is read as one element."""
        element = Element(role, self._open[-1], alt=alt, attributes=attributes)
        self._open[-1].kids.append(element)
        element.page = len(self._pages)
        element.kids.append(len(self._page_marks))
        self._begin(f"/{role} <</MCID {len(self._page_marks)}>> BDC")
        self._page_marks.append(element)
        yield element
        self._end()

    @contextmanager
    def artifact(self, kind: str = "/Type /Layout"):
        """Everything drawn inside is decoration and is not read."""
        self._begin(f"/Artifact <<{kind}>> BDC")
        yield
        self._end()

    def _begin(self, code: str) -> None:
        if self._is_marked:
            raise ValueError("marked content does not nest")
        self._is_marked = True
        self._code.append(code)

    def _end(self) -> None:
        self._code.append("EMC")
        self._is_marked = False

    def link(self, element: Element, address: str, rectangle: tuple, *, spoken: str) -> None:
        """Make the text of an element of role Link lead to an address; `spoken` is what a screen reader says."""
        key = FIRST_ANNOTATION_KEY + len(self._links)
        annotation = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Annot"),
                "Subtype": pdfdoc.PDFName("Link"),
                "Rect": pdfdoc.PDFArray(rectangle),
                "Border": pdfdoc.PDFArray([0, 0, 0]),
                "F": 4,
                "Contents": pdfdoc.PDFString(spoken),
                "StructParent": key,
                "A": pdfdoc.PDFDictionary({"S": pdfdoc.PDFName("URI"), "URI": pdfdoc.PDFString(address)}),
            }
        )
        self._addAnnotation(annotation)
        element.kids.append(pdfdoc.PDFDictionary({"Type": pdfdoc.PDFName("OBJR"), "Obj": self._doc.Reference(annotation)}))
        self._links.append(element)

    def seal_field(self, *, spoken: str) -> None:
        """An empty, invisible field for the seal on this page; it stands in the tree like everything else."""
        element = Element("Form", self._open[-1], alt=spoken)
        self._open[-1].kids.append(element)
        element.page = len(self._pages)
        field = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Annot"),
                "Subtype": pdfdoc.PDFName("Widget"),
                "FT": pdfdoc.PDFName("Sig"),
                "T": pdfdoc.PDFString(SEAL_FIELD),
                "TU": pdfdoc.PDFString(spoken),
                "Rect": pdfdoc.PDFArray([0, 0, 0, 0]),
                "F": 132,
                "StructParent": FIRST_ANNOTATION_KEY + len(self._links),
            }
        )
        self._addAnnotation(field)
        reference = self._doc.Reference(field)
        element.kids.append(pdfdoc.PDFDictionary({"Type": pdfdoc.PDFName("OBJR"), "Obj": reference}))
        self._links.append(element)
        self._doc.Catalog.AcroForm = pdfdoc.PDFDictionary({"Fields": pdfdoc.PDFArray([reference]), "SigFlags": 3})

    def attach(self, attachments: Sequence[Attachment], *, on: date) -> None:
        """Put files into the document, associated with it as a whole."""
        document, names, references = self._doc, [], []
        for attachment in sorted(attachments, key=lambda attachment: attachment.name):
            reference = document.Reference(self._file_specification(attachment, on))
            names += [pdfdoc.PDFString(attachment.name), reference]
            references.append(reference)
        catalog = document.Catalog
        catalog.__NoDefault__ = [*catalog.__NoDefault__, "AF"]
        catalog.AF = pdfdoc.PDFArray(references)
        tree = pdfdoc.PDFDictionary({"Names": pdfdoc.PDFArray(names)})
        catalog.Names = pdfdoc.PDFDictionary({"EmbeddedFiles": document.Reference(tree)})

    def _file_specification(self, attachment: Attachment, on: date) -> pdfdoc.PDFDictionary:
        checksum = md5(attachment.data, usedforsecurity=False).hexdigest()
        parameters = {"Size": len(attachment.data), "ModDate": f"(D:{on:%Y%m%d}120000Z)", "CheckSum": f"<{checksum}>"}
        described = {
            "Type": pdfdoc.PDFName("EmbeddedFile"),
            "Subtype": "/" + attachment.media_type.replace("/", "#2F").replace("+", "#2B"),
            "Params": pdfdoc.PDFDictionary(parameters),
        }
        stream = EndedStream(pdfdoc.PDFDictionary(described), attachment.data, [pdfdoc.PDFZCompress])
        file = self._doc.Reference(stream)
        return pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Filespec"),
                "F": pdfdoc.PDFString(attachment.name),
                "UF": pdfdoc.PDFString(attachment.name),
                "Desc": pdfdoc.PDFString(attachment.description),
                "AFRelationship": pdfdoc.PDFName(attachment.relation),
                "EF": pdfdoc.PDFDictionary({"F": file, "UF": file}),
            }
        )

    def showPage(self):
        super().showPage()
        page = self._doc.Pages.pages[-1]
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = len(self._pages), pdfdoc.PDFName("S")
        self._pages.append(self._page_marks)
        self._page_marks = []

    def finish(self) -> bytes:
        """Close the last page, write the structure tree, and return the file."""
        self.showPage()
        document, top = self._doc, self._open[0]
        keys = [*enumerate(self._pages), *((FIRST_ANNOTATION_KEY + number, link) for number, link in enumerate(self._links))]
        entries: list = []
        for key, holder in keys:
            parents = [document.Reference(mark) for mark in holder] if isinstance(holder, list) else None
            entries += [key, pdfdoc.PDFArray(parents) if parents is not None else document.Reference(holder)]
        tree = pdfdoc.PDFDictionary({"Nums": pdfdoc.PDFArray(entries)})
        self._root["K"] = pdfdoc.PDFArray([document.Reference(top)])
        self._root["ParentTree"] = document.Reference(tree)
        self._root["ParentTreeNextKey"] = FIRST_ANNOTATION_KEY + len(self._links)
        return document.GetPDFData(self)
