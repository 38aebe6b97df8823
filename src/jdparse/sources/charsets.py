"""Names of encodings that a declaration may give, and what the bytes are read with then."""

import codecs

WIDE_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks of the wide encodings."""

_AS_CP1252 = "ascii us-ascii latin-1 latin1 l1 iso-8859-1 iso8859-1 iso_8859-1 windows-1252 cp1252 x-cp1252 cp819"
_OTHERS = """
cp866=ibm866,866 iso8859-2=iso-8859-2,latin2,l2 iso8859-3=iso-8859-3,latin3 iso8859-4=iso-8859-4,latin4
iso8859-5=iso-8859-5,cyrillic iso8859-6=iso-8859-6,arabic iso8859-7=iso-8859-7,greek
iso8859-8=iso-8859-8,iso-8859-8-i,hebrew iso8859-10=iso-8859-10,latin6 iso8859-13=iso-8859-13
iso8859-14=iso-8859-14 iso8859-15=iso-8859-15,latin-9,latin9 iso8859-16=iso-8859-16
koi8-r=koi8,koi8_r koi8-u=koi8-ru mac-roman=macintosh,mac,x-mac-roman mac-cyrillic=x-mac-cyrillic
cp874=windows-874,tis-620 cp1250=windows-1250,x-cp1250 cp1251=windows-1251,x-cp1251 cp1253=windows-1253
cp1254=windows-1254,iso-8859-9,latin5 cp1255=windows-1255 cp1256=windows-1256 cp1257=windows-1257
cp1258=windows-1258 gb18030=gbk,gb2312,gb_2312-80,x-gbk,chinese
big5hkscs=big5,big5-hkscs,x-x-big5 euc_jp=euc-jp,x-euc-jp
cp932=shift_jis,shift-jis,sjis,x-sjis,windows-31j,ms_kanji cp949=euc-kr,korean,ks_c_5601-1987,windows-949
"""

CODECS: dict[str, str] = dict.fromkeys(_AS_CP1252.split(), "cp1252") | {
    name: codec
    for entry in _OTHERS.split()
    for codec, names in [entry.split("=")]
    for name in (codec, *names.split(","))
}
"""Declared name, lower case → Python codec. Latin-1 is read as cp1252, as browsers do.

Not here, so never honoured: utf-7 and the other encodings in which harmless bytes spell other text; UTF-8, which is
tried anyway; UTF-16 and UTF-32, which a declaration inside the bytes cannot be right about and a mark or the zero
bytes tell.
"""

MULTIBYTE = frozenset({"gb18030", "big5hkscs", "euc_jp", "cp932", "cp949"})
"""Encodings whose bytes look like UTF-8 here and there by chance."""
