# Who left monitoring out, and who gives a value that is known only after apply.
variable "machines" {
  type    = any
  default = { silent = {}, watched = { monitoring = true }, blind = { monitoring = false } }
}

locals {
  later = terraform_data.later.output == "later"
}

module "left_out" {
  source   = "./modules/fleet"
  machines = var.machines
}

module "left_out_twice" {
  source = "./modules/outer"
}

module "unknown" {
  source     = "./modules/fleet"
  machines   = { later = { monitoring = terraform_data.later.output == "later" } }
  monitoring = local.later
}

module "unknown_twice" {
  source     = "./modules/outer"
  monitoring = local.later
}

resource "aws_instance" "left_out" {
  ami           = "ami-11111111"
  instance_type = "t3.micro"
}

resource "aws_instance" "null" {
  ami           = "ami-11111111"
  instance_type = "t3.micro"
  monitoring    = null
}

resource "aws_instance" "unknown" {
  ami           = "ami-11111111"
  instance_type = "t3.micro"
  monitoring    = local.later
}

resource "aws_instance" "unknown_function" {
  ami           = "ami-11111111"
  instance_type = "t3.micro"
  monitoring    = timestamp() > "2000"
}
