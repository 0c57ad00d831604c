// libFuzzer's door to the properties of the request reader.
#include "tests/fuzz/RequestProperties.h"

#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);

int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const QByteArrayView input(data, static_cast<qsizetype>(size));
    if (const QByteArray broken = signalbox::test::brokenProperty(input); !broken.isEmpty()) {
        std::fprintf(stderr, "%s\n", broken.constData());
        std::abort();
    }
    return 0;
}
