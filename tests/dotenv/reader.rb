# Version 2, which Debian has.
require "dotenv"

_, folder = ARGV
(0..).each do |number|
  path = File.join(folder, "#{number}.env")
  break unless File.exist?(path)

  begin
    env = Dotenv::Environment.new(path, true)
    values = %w[AA KK BB].map { |key| env.fetch(key) + "\0" }
  rescue StandardError
    next
  end
  File.binwrite(File.join(folder, "#{number}.out"), values.join)
end
