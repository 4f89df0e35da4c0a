# The other way to repeated spans: a suffix array of all texts (Lee et al. 2021), by libdivsufsort (Debian: libdivsufsort3; JANGIN_DIVSUFSORT
# names another place). Only the array is made; longest common prefixes and their reading, which would come on top, are left out. Answers each
# line of standard input with one line of JSON: processor seconds, peak memory. suffix_array.py TEXT
import ctypes
import json
import mmap
import os
import resource
import sys
import time


def main():
    library = ctypes.CDLL(os.environ.get("JANGIN_DIVSUFSORT", "libdivsufsort.so.3"))
    with open(sys.argv[1], "rb") as file:
        size = os.fstat(file.fileno()).st_size
        text = (ctypes.c_uint8 * size).from_buffer(mmap.mmap(file.fileno(), size, access=mmap.ACCESS_COPY))
        for _ in sys.stdin:
            begin = time.process_time()
            array = (ctypes.c_int32 * size)()
            if library.divsufsort(text, array, ctypes.c_int32(size)) != 0:
                raise SystemExit("divsufsort failed")
            seconds = time.process_time() - begin
            print(json.dumps({"bytes": size, "seconds": seconds, "peak_memory_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}), flush=True)


main()
