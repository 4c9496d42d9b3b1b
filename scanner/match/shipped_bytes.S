/* What catalogue_compiler wrote, as bytes of the program: assembling it takes no time, whatever its
   size. CMakeLists.txt tells the assembler where the files are. */
#ifdef __CET__
#include <cet.h>
#endif

#define INCLUDED(symbol, file) \
    .balign 64; \
    .globl symbol; \
    .type symbol, %object; \
symbol: \
    .incbin file; \
    .globl symbol##_end; \
    .type symbol##_end, %object; \
symbol##_end: \
    .byte 0; \
    .size symbol, symbol##_end - symbol

    .section .rodata
INCLUDED(curfew_shipped_catalogue, "catalogue.bin")
INCLUDED(curfew_shipped_baseline, "database_baseline.bin")
INCLUDED(curfew_shipped_avx2, "database_avx2.bin")
INCLUDED(curfew_shipped_avx512, "database_avx512.bin")

    .section .note.GNU-stack, "", %progbits
