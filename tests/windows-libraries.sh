# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# shellcheck disable=SC2154,SC2016 # what cross-common.sh and windows-common.sh set; what pkg-config expands

# The libraries for Windows, of which Debian has zlib alone: made of Debian's sources, static,
# with no more in them than featvis has a use for. Their licences are beside them, in
# licences/. For windows.sh and build-windows.sh.

prefix=/usr/x86_64-w64-mingw32

# fetch_sources PACKAGE…: as they are before Debian's patches; of this host's release, or of
# sid, where the mirror lacks them
fetch_sources() {
  for package; do
    run_apt source --download-only --tar-only -t "$codename" "$package" ||
      run_apt source --download-only --tar-only -t sid "$package" ||
      { tail -n 4 "$work/log"; skip "the sources of $package were not reached"; }
  done
}

# with_configure FOLDER OPTION…: by autotools; of what is there, the folder is made
with_configure() {
  folder=$1
  shift
  ./configure --host=x86_64-w64-mingw32 --prefix=$prefix --disable-shared --enable-static \
    --disable-dependency-tracking CC="$ccache x86_64-w64-mingw32-gcc" CFLAGS="-O2 $paths" "$@" &&
    make -j "$(nproc)" -C "$folder" && make -C "$folder" DESTDIR="$work/root" install
}

# Of gettext, libintl alone
with_gettext_configure() {
  cd gettext-runtime && with_configure intl --disable-java --disable-csharp --enable-threads=windows
}

# with_cmake FOLDER OPTION…: by CMake, whose file is in that folder
with_cmake() {
  folder=../$1
  shift
  mkdir build
  cd build || exit 1
  cmake -G Ninja --toolchain "$work/windows.cmake" -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_INSTALL_PREFIX=$prefix -DBUILD_SHARED_LIBS=OFF "$@" "$folder" &&
    ninja && DESTDIR=$work/root ninja install
}

# libzip, which only unpacks what is stored or deflated
with_cmake_for_zip() {
  for what in TOOLS REGRESS EXAMPLES DOC; do
    set -- "$@" "-DBUILD_$what=OFF"
  done
  for library in BZIP2 LZMA ZSTD COMMONCRYPTO GNUTLS MBEDTLS OPENSSL WINDOWS_CRYPTO; do
    set -- "$@" "-DENABLE_$library=OFF"
  done
  with_cmake . "$@"
}

# HDF5, which finds out by small programs what the machine is like. A header that it asks for
# is Unix's, without need, and what it tells pkg-config is for this build alone.
with_cmake_for_hdf5() {
  sed -i '/sys\/wait.h/d' src/H5private.h
  for what in TOOLS EXAMPLES HL_LIB CPP_LIB; do
    set -- "$@" "-DHDF5_BUILD_$what=OFF"
  done
  with_cmake . -DBUILD_TESTING=OFF -DHDF5_ENABLE_Z_LIB_SUPPORT=ON -DHDF5_ENABLE_SZIP_SUPPORT=OFF \
    -DHDF5_ENABLE_EMBEDDED_LIBINFO=OFF "$@" &&
    sed -i '/^Libs.private:/d; s/^Libs:.*/& -lhdf5 -lz/' "$work/root$prefix/lib/pkgconfig/hdf5.pc"
}

# libcurl, with HTTP alone and Windows' own TLS. What it tells pkg-config lacks that it is no DLL.
with_cmake_for_curl() {
  with_cmake . -DBUILD_CURL_EXE=OFF -DHTTP_ONLY=ON -DCURL_USE_SCHANNEL=ON -DCURL_USE_LIBSSH2=OFF \
    -DCURL_ZLIB=OFF &&
    sed -i -e '/^Libs.private:/d' -e 's/^Libs:.*/Libs: -L${libdir} -lcurl -lws2_32 -ladvapi32 -lcrypt32 -lbcrypt/' \
      -e 's/^Cflags:.*/& -DCURL_STATICLIB/' "$work/root$prefix/lib/pkgconfig/libcurl.pc"
}

with_meson() {
  meson setup build --cross-file "$work/windows.ini" --prefix $prefix --buildtype release \
    --default-library static --auto-features disabled "$@" &&
    ninja -C build && DESTDIR=$work/root meson install -C build --no-rebuild
}

# JSON-GLib of sid asks for a later meson than bookworm's, and needs none.
with_any_meson() {
  sed -i '/meson_version:/d' meson.build && with_meson "$@"
}

# keep_licences PACKAGE_VERSION: what the sources say themselves
keep_licences() {
  find . ./gettext-runtime/intl -maxdepth 1 ! -type d \( -iname 'copying*' -o -iname 'licen[cs]e*' -o -name README.ijg \) \
    2>/dev/null | LC_ALL=C sort | xargs -d '\n' cat >"$work/root/licences/$1.txt"
  [ -s "$work/root/licences/$1.txt" ] || give_up "the licence of $1 was not found"
}

# make_library PACKAGE COMMAND…: in the folder of its sources
make_library() {
  say "$1 is being built"
  mkdir "$work/sources/$1"
  cd "$work/sources/$1" || exit 1
  tarball=$(echo ../"$1"_*.orig.tar.[gx]z)
  tar --strip-components=1 -xf "$tarball" || give_up "$1 could not be unpacked"
  tarball=${tarball#../}
  keep_licences "${tarball%.orig.*}"
  shift
  "$@" >"$work/log" 2>&1 || { tail -n 30 "$work/log"; give_up "it could not be built"; }
}

# What links here is no DLL.
unpack_zlib() {
  dpkg-deb -x libz-mingw-w64-dev_*.deb "$work/root" || give_up "zlib could not be unpacked"
  rm "$work/root$prefix/lib/libz.dll.a"
  sed -i "s|^prefix=.*|prefix=$prefix|" "$work/root$prefix/lib/pkgconfig/zlib.pc"
  cat "$work"/root/usr/share/doc/libz-mingw-w64*/copyright >"$work/root/licences/zlib.txt" ||
    give_up "the licence of zlib was not found"
}

# Headers, libraries and licences alone
strip_root() {
  mv "$work/root" "$work/installed"
  mkdir -p "$work/root$prefix"
  mv "$work/installed/licences" "$work/root"
  mv "$work/installed$prefix/include" "$work/installed$prefix/lib" "$work/root$prefix"
  find "$work/root" -name '*.la' -delete
}

make_libraries() {
  say "fetching the sources of the libraries; what is made of them is kept in $archive"
  write_apt_configuration "$(dpkg --print-architecture)" "deb $mirror $codename main" \
    "deb-src $mirror $codename main" "deb-src $mirror sid main"
  run_apt update || { tail "$work/log"; skip "apt's lists were not reached"; }
  mkdir "$work/sources" "$work/root/licences"
  cd "$work/sources" || exit 1
  run_apt download libz-mingw-w64-dev || skip "libz-mingw-w64-dev was not reached"
  fetch_sources libffi pcre2 gettext glib2.0 json-glib libpng1.6 libjpeg-turbo gdk-pixbuf lcms2 xxhash \
    libzip protobuf-c hdf5 curl
  unpack_zlib
  make_library libffi with_configure . --disable-docs
  make_library pcre2 with_cmake . -DPCRE2_BUILD_PCRE2GREP=OFF -DPCRE2_BUILD_TESTS=OFF
  make_library gettext with_gettext_configure
  make_library glib2.0 with_meson -Dtests=false
  make_library json-glib with_any_meson -Dtests=false -Dconformance=false -Dinstalled_tests=false
  make_library libpng1.6 with_cmake . -DPNG_SHARED=OFF -DPNG_TESTS=OFF
  make_library libjpeg-turbo with_cmake . -DENABLE_SHARED=OFF -DWITH_SIMD=OFF -DWITH_TURBOJPEG=OFF
  make_library gdk-pixbuf with_meson -Dtests=false -Dinstalled_tests=false -Dman=false \
    -Dgio_sniffing=false -Dpng=enabled -Djpeg=enabled -Dbuiltin_loaders=png,jpeg
  make_library lcms2 with_configure . --without-jpeg --without-tiff
  make_library xxhash with_cmake cmake_unofficial -DXXHASH_BUILD_XXHSUM=OFF
  make_library libzip with_cmake_for_zip
  make_library protobuf-c with_configure . --disable-protoc
  make_library hdf5 with_cmake_for_hdf5
  make_library curl with_cmake_for_curl
  strip_root
}
