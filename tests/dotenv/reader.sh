# Run by the shell that is tested.
cd "$2" || exit 1
i=0
while [ -e "$i.env" ]; do
  (
    unset AA KK BB
    . "./$i.env" && [ "${AA+x}${KK+x}${BB+x}" = xxx ] && printf '%s\0%s\0%s\0' "$AA" "$KK" "$BB" >"$i.out"
  )
  i=$((i + 1))
done
