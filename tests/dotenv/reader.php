<?php
[, $name, $folder] = $argv;
if ($name === "phpdotenv") {
    require "Dotenv/autoload.php";
    $parse = fn ($path) => Dotenv\Dotenv::createArrayBacked(dirname($path), basename($path))->load();
} else {
    require "Symfony/Component/Dotenv/autoload.php";
    $parse = fn ($path) => (new Symfony\Component\Dotenv\Dotenv())->parse(file_get_contents($path), $path);
}
for ($i = 0; file_exists("$folder/$i.env"); $i++) {
    try {
        $env = $parse("$folder/$i.env");
    } catch (Throwable $refused) {
        continue;
    }
    if (isset($env["AA"], $env["KK"], $env["BB"])) {
        file_put_contents("$folder/$i.out", "{$env["AA"]}\0{$env["KK"]}\0{$env["BB"]}\0");
    }
}
