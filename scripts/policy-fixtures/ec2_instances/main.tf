# EC2-022 (monitoring_…)

resource "aws_instance" "monitoring_on" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  monitoring    = true
}

resource "aws_instance" "monitoring_off" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  monitoring    = false
}

resource "aws_instance" "monitoring_unset" {
  ami           = "ami-1"
  instance_type = "t3.micro"
}

resource "aws_instance" "monitoring_unknown" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  monitoring    = terraform_data.later.output == "later"
}

# The template may turn it on.
resource "aws_instance" "monitoring_template" {
  launch_template {
    id = "lt-1"
  }
}

module "monitoring_module" {
  source     = "./modules/instance"
  for_each   = { on = true, off = false }
  monitoring = each.value
}

# EC2-023 (optimised_…)

resource "aws_instance" "optimised_by_default" {
  ami           = "ami-1"
  instance_type = "t3.micro"
}

resource "aws_instance" "optimised_old" {
  ami           = "ami-1"
  instance_type = "m3.xlarge"
}

resource "aws_instance" "optimised_old_set" {
  ami           = "ami-1"
  instance_type = "m3.xlarge"
  ebs_optimized = true
}

resource "aws_instance" "optimised_unknown" {
  ami           = "ami-1"
  instance_type = terraform_data.later.output
}

# EC2-024 (production_…)

resource "aws_instance" "production_protected" {
  ami                     = "ami-1"
  instance_type           = "t3.micro"
  disable_api_termination = true
  tags                    = { Environment = "prod" }
}

resource "aws_instance" "production_unset" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  tags          = { Environment = "prod" }
}

resource "aws_instance" "production_unknown" {
  ami                     = "ami-1"
  instance_type           = "t3.micro"
  disable_api_termination = terraform_data.later.output == "later"
  tags                    = { Environment = "prod" }
}

resource "aws_instance" "production_not" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  tags          = { Environment = "dev" }
}

# EC2-029 (check_…)

resource "aws_instance" "check_off" {
  ami               = "ami-1"
  instance_type     = "t3.micro"
  source_dest_check = false
}

resource "aws_instance" "check_nat" {
  count             = 1
  ami               = "ami-1"
  instance_type     = "t3.micro"
  source_dest_check = false
}

resource "aws_instance" "check_unset" {
  ami           = "ami-1"
  instance_type = "t3.micro"
}

resource "aws_network_interface" "check_off" {
  subnet_id         = "subnet-1"
  source_dest_check = false
}

resource "aws_network_interface" "check_on" {
  subnet_id         = "subnet-1"
  source_dest_check = true
}

resource "aws_network_interface" "check_unknown" {
  subnet_id         = "subnet-1"
  source_dest_check = terraform_data.later.output == "later"
}

# EC2-030 (login_…)

resource "aws_key_pair" "login_new" {
  key_name   = "new"
  public_key = "ssh-ed25519 AAAA"
}

resource "aws_key_pair" "login_no_op" {
  key_name   = "no-op"
  public_key = "ssh-ed25519 AAAA"
}

resource "aws_instance" "login_key" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  key_name      = "new"
}

resource "aws_instance" "login_reference" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  key_name      = aws_key_pair.login_new.id
}

resource "aws_instance" "login_none" {
  ami           = "ami-1"
  instance_type = "t3.micro"
}

resource "aws_launch_template" "login_key" {
  key_name = "new"
}

resource "aws_launch_template" "login_none" {}

# EC2-031 (family_…)

resource "aws_instance" "family_current" {
  ami           = "ami-1"
  instance_type = "m7g.large"
}

resource "aws_instance" "family_retired" {
  ami           = "ami-1"
  instance_type = "m1.small"
}

resource "aws_launch_template" "family_retired" {
  instance_type = "c3.large"
}

resource "aws_launch_template" "family_unknown" {
  instance_type = terraform_data.later.output
}

resource "aws_launch_template" "family_unset" {}

resource "aws_launch_configuration" "family_retired" {
  image_id      = "ami-1"
  instance_type = "t1.micro"
}

# EC2-032 (allowed_…)

resource "aws_instance" "allowed_exact" {
  ami           = "ami-1"
  instance_type = "m7g.large"
}

resource "aws_launch_template" "allowed_family" {
  instance_type = "t3.large"
}

resource "aws_launch_template" "allowed_unset" {}

resource "aws_launch_template" "allowed_unknown" {
  instance_type = terraform_data.later.output
}

resource "aws_instance" "allowed_not" {
  ami           = "ami-1"
  instance_type = "p5.48xlarge"
}

resource "aws_launch_configuration" "allowed_not" {
  image_id      = "ami-1"
  instance_type = "m7g.xlarge"
}

# EC2-037 (password_…)

resource "aws_instance" "password_fetched" {
  ami               = "ami-1"
  instance_type     = "t3.micro"
  get_password_data = true
}

resource "aws_instance" "password_unknown" {
  ami               = "ami-1"
  instance_type     = "t3.micro"
  get_password_data = terraform_data.later.output == "later"
}

resource "aws_instance" "password_left" {
  ami           = "ami-1"
  instance_type = "t3.micro"
}

# EC2-039 (owner_…). Look-ups by something unknown wait for the apply.

data "aws_ami" "anybody" {
  most_recent = true
  filter {
    name   = "name"
    values = [terraform_data.later.output]
  }
}

data "aws_ami" "amazon" {
  most_recent = true
  owners      = ["amazon"]
  filter {
    name   = "name"
    values = [terraform_data.later.output]
  }
}

data "aws_ami" "somebody" {
  most_recent = true
  owners      = [terraform_data.later.output]
}

resource "aws_instance" "owner_missing" {
  ami           = data.aws_ami.anybody.id
  instance_type = "t3.micro"
}

resource "aws_instance" "owner_named" {
  ami           = data.aws_ami.amazon.id
  instance_type = "t3.micro"
}

resource "aws_instance" "owner_unknown" {
  ami           = data.aws_ami.somebody.id
  instance_type = "t3.micro"
}

resource "aws_launch_template" "owner_missing" {
  image_id = data.aws_ami.anybody.image_id
}

module "owner_module" {
  source = "./modules/instance"
  image  = data.aws_ami.anybody.id
}

resource "aws_instance" "owner_not_looked_up" {
  ami           = "ami-1"
  instance_type = "t3.micro"
}
