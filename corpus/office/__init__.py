"""Documents of Office: Word (.docx) and PowerPoint (.pptx).

The XML is read by itself: the libraries for these formats leave out text boxes, notes, numbers and tracked changes, and
refuse documents of which a picture is missing.
"""
