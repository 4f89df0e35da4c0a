// The functions of PDFium that the PDF reader calls, declared here because the library is shipped without headers. Nothing else
// may be added without checking the signature in PDFium's public/*.h (fpdfview.h, fpdf_text.h, fpdf_edit.h, fpdf_doc.h).
// PDFium is not thread-safe: one thread of a process may call it at a time.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {

struct fpdf_document_t__;
struct fpdf_page_t__;
struct fpdf_textpage_t__;
struct fpdf_pageobject_t__;
struct fpdf_font_t__;
struct fpdf_bookmark_t__;
struct fpdf_dest_t__;
struct fpdf_action_t__;
struct fpdf_link_t__;
struct fpdf_pathsegment_t__;

using FPDF_DOCUMENT = fpdf_document_t__*;
using FPDF_PAGE = fpdf_page_t__*;
using FPDF_TEXTPAGE = fpdf_textpage_t__*;
using FPDF_PAGEOBJECT = fpdf_pageobject_t__*;
using FPDF_FONT = fpdf_font_t__*;
using FPDF_BOOKMARK = fpdf_bookmark_t__*;
using FPDF_DEST = fpdf_dest_t__*;
using FPDF_ACTION = fpdf_action_t__*;
using FPDF_LINK = fpdf_link_t__*;
using FPDF_PATHSEGMENT = const fpdf_pathsegment_t__*;
using FPDF_BOOL = int;

struct FS_MATRIX {
  float a, b, c, d, e, f;
};
struct FS_RECTF {
  float left, top, right, bottom;
};
/// Version 2: with `user_font_paths` (ended by a null) set, only these folders are searched for fonts.
struct FPDF_LIBRARY_CONFIG {
  int version;
  const char** user_font_paths;
  void* isolate;
  unsigned int v8_embedder_slot;
  void* platform;
  int renderer_type;
};

void FPDF_InitLibraryWithConfig(const FPDF_LIBRARY_CONFIG* config);
unsigned long FPDF_GetLastError();
FPDF_DOCUMENT FPDF_LoadMemDocument64(const void* data, size_t size, const char* password);
void FPDF_CloseDocument(FPDF_DOCUMENT document);
int FPDF_GetPageCount(FPDF_DOCUMENT document);
/// Size in bytes, null included; UTF-16LE.
unsigned long FPDF_GetMetaText(FPDF_DOCUMENT document, const char* tag, void* buffer, unsigned long bytes);
FPDF_PAGE FPDF_LoadPage(FPDF_DOCUMENT document, int index);
void FPDF_ClosePage(FPDF_PAGE page);
FPDF_BOOL FPDF_GetPageBoundingBox(FPDF_PAGE page, FS_RECTF* box);
int FPDFPage_GetRotation(FPDF_PAGE page);

FPDF_TEXTPAGE FPDFText_LoadPage(FPDF_PAGE page);
void FPDFText_ClosePage(FPDF_TEXTPAGE text);
int FPDFText_CountChars(FPDF_TEXTPAGE text);
unsigned int FPDFText_GetUnicode(FPDF_TEXTPAGE text, int index);
int FPDFText_IsGenerated(FPDF_TEXTPAGE text, int index);
int FPDFText_IsHyphen(FPDF_TEXTPAGE text, int index);
int FPDFText_HasUnicodeMapError(FPDF_TEXTPAGE text, int index);
FPDF_PAGEOBJECT FPDFText_GetTextObject(FPDF_TEXTPAGE text, int index);
FPDF_BOOL FPDFText_GetLooseCharBox(FPDF_TEXTPAGE text, int index, FS_RECTF* box);
FPDF_BOOL FPDFText_GetCharOrigin(FPDF_TEXTPAGE text, int index, double* x, double* y);
FPDF_BOOL FPDFText_GetMatrix(FPDF_TEXTPAGE text, int index, FS_MATRIX* matrix);
double FPDFText_GetFontSize(FPDF_TEXTPAGE text, int index);

FPDF_FONT FPDFTextObj_GetFont(FPDF_PAGEOBJECT text);
/// Size in bytes, null included; UTF-8.
size_t FPDFFont_GetBaseFontName(FPDF_FONT font, char* buffer, size_t bytes);
int FPDFFont_GetFlags(FPDF_FONT font);

int FPDFPage_CountObjects(FPDF_PAGE page);
FPDF_PAGEOBJECT FPDFPage_GetObject(FPDF_PAGE page, int index);
int FPDFPageObj_GetType(FPDF_PAGEOBJECT object);  // 1 text, 2 path, 3 image, 4 shading, 5 form
FPDF_BOOL FPDFPageObj_GetMatrix(FPDF_PAGEOBJECT object, FS_MATRIX* matrix);
FPDF_BOOL FPDFPageObj_GetBounds(FPDF_PAGEOBJECT object, float* left, float* bottom, float* right, float* top);
FPDF_BOOL FPDFPageObj_GetFillColor(FPDF_PAGEOBJECT object, unsigned int* r, unsigned int* g, unsigned int* b, unsigned int* a);
int FPDFFormObj_CountObjects(FPDF_PAGEOBJECT form);
FPDF_PAGEOBJECT FPDFFormObj_GetObject(FPDF_PAGEOBJECT form, unsigned long index);
FPDF_BOOL FPDFPath_GetDrawMode(FPDF_PAGEOBJECT path, int* fill_mode, FPDF_BOOL* stroke);
int FPDFPath_CountSegments(FPDF_PAGEOBJECT path);
FPDF_PATHSEGMENT FPDFPath_GetPathSegment(FPDF_PAGEOBJECT path, int index);
FPDF_BOOL FPDFPathSegment_GetPoint(FPDF_PATHSEGMENT segment, float* x, float* y);
int FPDFPathSegment_GetType(FPDF_PATHSEGMENT segment);  // 0 line, 1 Bézier, 2 move
FPDF_BOOL FPDFPathSegment_GetClose(FPDF_PATHSEGMENT segment);

FPDF_BOOKMARK FPDFBookmark_GetFirstChild(FPDF_DOCUMENT document, FPDF_BOOKMARK parent);
FPDF_BOOKMARK FPDFBookmark_GetNextSibling(FPDF_DOCUMENT document, FPDF_BOOKMARK bookmark);
unsigned long FPDFBookmark_GetTitle(FPDF_BOOKMARK bookmark, void* buffer, unsigned long bytes);
FPDF_DEST FPDFBookmark_GetDest(FPDF_DOCUMENT document, FPDF_BOOKMARK bookmark);
FPDF_ACTION FPDFBookmark_GetAction(FPDF_BOOKMARK bookmark);
FPDF_DEST FPDFAction_GetDest(FPDF_DOCUMENT document, FPDF_ACTION action);
unsigned long FPDFAction_GetType(FPDF_ACTION action);  // 1 this file, 2 another file, 3 URI, 4 launch
unsigned long FPDFAction_GetFilePath(FPDF_ACTION action, void* buffer, unsigned long bytes);
unsigned long FPDFAction_GetURIPath(FPDF_DOCUMENT document, FPDF_ACTION action, void* buffer, unsigned long bytes);
int FPDFDest_GetDestPageIndex(FPDF_DOCUMENT document, FPDF_DEST dest);
FPDF_BOOL FPDFDest_GetLocationInPage(FPDF_DEST dest, FPDF_BOOL* has_x, FPDF_BOOL* has_y, FPDF_BOOL* has_zoom, float* x, float* y, float* zoom);
FPDF_BOOL FPDFLink_Enumerate(FPDF_PAGE page, int* position, FPDF_LINK* link);
FPDF_ACTION FPDFLink_GetAction(FPDF_LINK link);
FPDF_BOOL FPDFLink_GetAnnotRect(FPDF_LINK link, FS_RECTF* box);

}  // extern "C"
